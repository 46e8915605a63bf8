package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.aws.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The evaluator of policies decides as IAM would. */
class PolicyTest {
    private static final String KEY = "arn:aws:s3:::b/metrics/a";

    @Test
    void whatNothingAllowsIsDenied() {
        assertThat(new Policy(List.of()).allows(Access.of("s3:GetObject", KEY))).isFalse();
    }

    @Test
    void actionAndResourceAreBothAllowed() {
        Policy policy = policy(allow("s3:GetObject", "arn:aws:s3:::b/metrics/*"));

        assertThat(policy.allows(Access.of("s3:GetObject", KEY))).isTrue();
        assertThat(policy.allows(Access.of("s3:PutObject", KEY))).isFalse();
        assertThat(policy.allows(Access.of("s3:GetObject", "arn:aws:s3:::b/logs/a"))).isFalse();
        assertThat(policy.allows(Access.of("s3:GetObject", "arn:aws:s3:::b"))).isFalse();
    }

    @Test
    void wildcardsStandForAnythingAndNothingElseDoes() {
        assertThat(policy(allow("S3:get*", "*")).allows(Access.of("s3:GetObject", KEY))).isTrue();
        assertThat(policy(allow("s3:GetObjec?", "*")).allows(Access.of("s3:GetObject", KEY)))
                .isTrue();
        assertThat(policy(allow("s3.GetObject", "*")).allows(Access.of("s3:GetObject", KEY)))
                .isFalse();
        assertThat(
                        policy(allow("s3:GetObject", "arn:aws:s3:::B/*"))
                                .allows(Access.of("s3:GetObject", KEY)))
                .isFalse();
    }

    @Test
    void aDenialCountsBeforeWhatAllows() {
        Statement deny = new Statement("No", false, List.of("s3:*"), List.of("*"), Map.of());

        assertThat(policy(allow("s3:GetObject", "*"), deny).allows(Access.of("s3:GetObject", KEY)))
                .isFalse();
    }

    @Test
    void aConditionHoldsForItsValuesOnlyAndForNoneThatIsAbsent() {
        Policy policy = policy(allowWhere("StringEquals", "cloudwatch:namespace", "A", "B"));

        assertThat(policy.allows(put(Map.of("cloudwatch:namespace", "B")))).isTrue();
        assertThat(policy.allows(put(Map.of("cloudwatch:namespace", "b")))).isFalse();
        assertThat(policy.allows(put(Map.of()))).isFalse();
        Policy like = policy(allowWhere("StringLike", "s3:prefix", "logs/incoming/*"));
        assertThat(like.allows(put(Map.of("s3:prefix", "logs/incoming/web")))).isTrue();
        assertThat(like.allows(put(Map.of("s3:prefix", "metrics/")))).isFalse();
    }

    private static Policy policy(Statement... statements) {
        return new Policy(List.of(statements));
    }

    private static Statement allow(String action, String resource) {
        return new Statement("Yes", true, List.of(action), List.of(resource), Map.of());
    }

    private static Statement allowWhere(String operator, String key, String... values) {
        return new Statement(
                "Yes",
                true,
                List.of("*"),
                List.of("*"),
                Map.of(operator, Map.of(key, List.of(values))));
    }

    private static Access put(Map<String, String> context) {
        return new Access("cloudwatch:PutMetricData", "*", context);
    }
}

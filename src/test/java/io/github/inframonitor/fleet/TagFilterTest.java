package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagFilterTest {
    @ParameterizedTest
    @CsvSource({
        // filter, tags, without untagged, with untagged
        "'',               '',                 true,  true",
        "env=prod,         env=prod,           true,  true",
        "env=prod,         env=test,           false, false",
        "env=prod,         team=a,             false, true",
        "env=prod,         '',                 false, true",
        "env=prod|staging, env=staging,        true,  true",
        "env=prod*,        env=prod-7,         true,  true",
        "env=*.test,       env=a.test,         true,  true",
        "env=*.test,       env=a-test,         false, false",
        "'env=prod,team',  'env=prod',         false, true",
        "'env=prod,team',  'env=prod team=',   true,  true",
        "env=,             env=,               true,  true",
        "env=,             env=x,              false, false"
    })
    void whatIsMonitored(String filter, String tags, boolean plain, boolean untagged) {
        Map<String, String> of = new TreeMap<>();
        for (String tag : tags.split(" ")) {
            if (!tag.isEmpty()) {
                of.put(tag.split("=", 2)[0], tag.split("=", 2)[1]);
            }
        }

        assertThat(new TagFilter(filter, false).matches(of)).isEqualTo(plain);
        assertThat(new TagFilter(filter, true).matches(of)).isEqualTo(untagged);
    }
}

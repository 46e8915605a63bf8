package io.github.inframonitor.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the functions of CloudFormation that the template uses. What only AWS could know, such
 * as the name that it would make up for a role, is the logical id.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html">functions</a>
 */
final class Intrinsics {
    /** {@code ${Name}}, {@code ${Name.Attribute}} or the literal {@code ${!text}}. */
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(!?)([^}]+)}");

    /** What {@code AWS::NoValue} is: whatever has it as its value is left out. */
    private static final Object NO_VALUE = new Object();

    private final Map<String, Object> resources;
    private final Map<String, Object> conditions;
    private final Map<String, String> parameters = new TreeMap<>();

    Intrinsics(Map<String, Object> sections, Map<String, String> given) {
        resources = TemplateYaml.map(sections.get("Resources"));
        conditions = TemplateYaml.map(sections.get("Conditions"));
        parameters.put("AWS::Partition", "aws");
        parameters.put("AWS::Region", "us-east-1");
        parameters.put("AWS::AccountId", "123456789012");
        parameters.put("AWS::URLSuffix", "amazonaws.com");
        TemplateYaml.map(sections.get("Parameters"))
                .forEach(
                        (name, definition) ->
                                parameters.put(
                                        name,
                                        String.valueOf(
                                                TemplateYaml.map(definition).get("Default"))));
        given.forEach(
                (name, value) -> {
                    if (parameters.put(name, value) == null) {
                        throw new IllegalArgumentException("the template has no parameter " + name);
                    }
                });
    }

    /** Whether a resource or an output has no condition, or one that holds. */
    boolean exists(Map<String, Object> definition) {
        Object condition = definition.get("Condition");
        return condition == null || condition(condition);
    }

    Map<String, Object> properties(Map<String, Object> resource) {
        return TemplateYaml.map(evaluate(TemplateYaml.map(resource.get("Properties"))));
    }

    String text(@Nullable Object value) {
        return String.valueOf(value == null ? null : evaluate(value));
    }

    private Object evaluate(Object value) {
        if (value instanceof List<?> list) {
            return evaluateAll(list);
        }
        if (!(value instanceof Map<?, ?>)) {
            return value;
        }
        Map<String, Object> map = TemplateYaml.map(value);
        if (map.size() == 1) {
            Map.Entry<String, Object> only = map.entrySet().iterator().next();
            if (only.getKey().equals("Ref") || only.getKey().startsWith("Fn::")) {
                return call(only.getKey(), only.getValue());
            }
        }
        Map<String, Object> evaluated = new LinkedHashMap<>();
        map.forEach(
                (name, item) -> {
                    Object result = evaluate(item);
                    if (result != NO_VALUE) {
                        evaluated.put(name, result);
                    }
                });
        return evaluated;
    }

    private List<Object> evaluateAll(List<?> list) {
        List<Object> evaluated = new ArrayList<>();
        list.forEach(item -> evaluated.add(evaluate(item)));
        evaluated.removeIf(item -> item == NO_VALUE);
        return evaluated;
    }

    private Object call(String function, Object argument) {
        return switch (function) {
            case "Ref" -> ref(String.valueOf(argument));
            case "Fn::Sub" ->
                    argument instanceof List<?> list
                            ? substitute(String.valueOf(list.get(0)), values(list.get(1)))
                            : substitute(String.valueOf(argument), Map.of());
            case "Fn::Split" -> {
                List<?> arguments = (List<?>) argument;
                yield List.of(
                        text(arguments.get(1))
                                .split(Pattern.quote(String.valueOf(arguments.get(0))), -1));
            }
            case "Fn::GetAtt" -> {
                List<?> path = (List<?>) argument;
                yield attribute(String.valueOf(path.get(0)), String.valueOf(path.get(1)));
            }
            case "Fn::If" -> {
                List<?> branches = (List<?>) argument;
                yield evaluate(branches.get(condition(branches.get(0)) ? 1 : 2));
            }
            case "Fn::Select" -> {
                List<?> arguments = (List<?>) argument;
                List<?> choice = (List<?>) arguments.get(1);
                yield evaluate(choice.get(Integer.parseInt(String.valueOf(arguments.get(0)))));
            }
            default -> throw new IllegalArgumentException(function + " is not understood here");
        };
    }

    private boolean condition(Object condition) {
        if (condition instanceof String name) {
            Object definition = conditions.get(name);
            if (definition == null) {
                throw new IllegalArgumentException("the template has no condition " + name);
            }
            return condition(definition);
        }
        Map.Entry<String, Object> only = TemplateYaml.map(condition).entrySet().iterator().next();
        if (only.getKey().equals("Condition")) {
            return condition(only.getValue());
        }
        List<?> arguments = (List<?>) only.getValue();
        return switch (only.getKey()) {
            case "Fn::Equals" -> text(arguments.get(0)).equals(text(arguments.get(1)));
            case "Fn::Not" -> !condition(arguments.get(0));
            case "Fn::And" -> arguments.stream().allMatch(this::condition);
            case "Fn::Or" -> arguments.stream().anyMatch(this::condition);
            default ->
                    throw new IllegalArgumentException(only.getKey() + " is not understood here");
        };
    }

    private Map<String, String> values(Object of) {
        Map<String, String> values = new HashMap<>();
        TemplateYaml.map(of).forEach((name, value) -> values.put(name, text(value)));
        return values;
    }

    private String substitute(String text) {
        return substitute(text, Map.of());
    }

    private String substitute(String text, Map<String, String> values) {
        Matcher found = SUBSTITUTION.matcher(text);
        StringBuilder result = new StringBuilder();
        while (found.find()) {
            String name = found.group(2);
            int dot = name.indexOf('.');
            String value;
            if (!found.group(1).isEmpty()) {
                value = "${" + name + "}";
            } else if (values.containsKey(name)) {
                value = values.getOrDefault(name, "");
            } else if (dot < 0) {
                value = String.valueOf(ref(name));
            } else {
                value = attribute(name.substring(0, dot), name.substring(dot + 1));
            }
            found.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return found.appendTail(result).toString();
    }

    private Object ref(String name) {
        if (name.equals("AWS::NoValue")) {
            return NO_VALUE;
        }
        String parameter = parameters.get(name);
        if (parameter != null) {
            return parameter;
        }
        return switch (type(name)) {
            case "AWS::S3::Bucket" -> name(name, "BucketName");
            case "AWS::DynamoDB::Table" -> name(name, "TableName");
            case "AWS::Athena::WorkGroup" -> name(name, "Name");
            case "AWS::Glue::Database" ->
                    text(TemplateYaml.map(property(name, "DatabaseInput")).get("Name"));
            case "AWS::SNS::Topic" -> arn("sns", name(name, "TopicName"));
            case "AWS::SQS::Queue" ->
                    substitute("https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/")
                            + name(name, "QueueName");
            default -> name;
        };
    }

    private String attribute(String name, String attribute) {
        if (!attribute.equals("Arn")) {
            throw new IllegalArgumentException(attribute + " of " + name + " is not known here");
        }
        return switch (type(name)) {
            case "AWS::S3::Bucket" ->
                    substitute("arn:${AWS::Partition}:s3:::") + name(name, "BucketName");
            case "AWS::DynamoDB::Table" -> arn("dynamodb", "table/" + name(name, "TableName"));
            case "AWS::SQS::Queue" -> arn("sqs", name(name, "QueueName"));
            case "AWS::IAM::Role" ->
                    substitute("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/") + name;
            default ->
                    throw new IllegalArgumentException("the ARN of " + name + " is not known here");
        };
    }

    private String arn(String service, String resource) {
        return substitute("arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:")
                + resource;
    }

    private String type(String resource) {
        Map<String, Object> definition = TemplateYaml.map(resources.get(resource));
        if (definition.isEmpty()) {
            throw new IllegalArgumentException("the template has no " + resource);
        }
        return String.valueOf(definition.get("Type"));
    }

    private String name(String resource, String property) {
        return text(property(resource, property));
    }

    private @Nullable Object property(String resource, String property) {
        Map<String, Object> definition = TemplateYaml.map(resources.get(resource));
        return TemplateYaml.map(definition.get("Properties")).get(property);
    }
}

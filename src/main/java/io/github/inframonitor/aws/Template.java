package io.github.inframonitor.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The CloudFormation template of the AWS side, {@code src/main/cloudformation/infra-monitor.yaml},
 * with parameters filled in: what there would be once it was deployed. It is the one place where
 * alarms, table and roles are defined, so whoever needs them reads it here.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html">template
 *     sections</a>
 */
public final class Template {
    private static final String FILES = "/io/github/inframonitor/";

    private final Map<String, Resource> resources;
    private final Map<String, String> settings;

    private Template(Map<String, Resource> resources, Map<String, String> settings) {
        this.resources = resources;
        this.settings = settings;
    }

    /** The template with every parameter's default. */
    public static Template read() {
        return read(Map.of());
    }

    /**
     * The template with parameters.
     *
     * @param parameters by name, such as {@code PeriodSeconds}; those that are absent have their
     *     default. The pseudo parameters {@code AWS::Region}, {@code AWS::AccountId} and {@code
     *     AWS::Partition} can be given too
     * @throws IllegalArgumentException if the template has no such parameter
     */
    public static Template read(Map<String, String> parameters) {
        return read("infra-monitor.yaml", parameters);
    }

    /** The template of an account whose fleet is read, {@code fleet-role.yaml}. */
    public static Template ofFleetRole(Map<String, String> parameters) {
        return read("fleet-role.yaml", parameters);
    }

    private static Template read(String name, Map<String, String> parameters) {
        Map<String, Object> sections;
        try (InputStream file = Template.class.getResourceAsStream(FILES + name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            sections = TemplateYaml.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Intrinsics intrinsics = new Intrinsics(sections, parameters);
        Map<String, Resource> resources = new LinkedHashMap<>();
        TemplateYaml.map(sections.get("Resources"))
                .forEach(
                        (id, definition) -> {
                            Map<String, Object> resource = TemplateYaml.map(definition);
                            if (intrinsics.exists(resource)) {
                                resources.put(
                                        id,
                                        new Resource(
                                                id,
                                                String.valueOf(resource.get("Type")),
                                                isRetained(resource),
                                                intrinsics.properties(resource)));
                            }
                        });
        Map<String, String> settings = new TreeMap<>();
        TemplateYaml.map(sections.get("Outputs"))
                .forEach(
                        (id, definition) -> {
                            Map<String, Object> output = TemplateYaml.map(definition);
                            if (id.startsWith("Setting") && intrinsics.exists(output)) {
                                settings.put(
                                        String.valueOf(output.get("Description")),
                                        intrinsics.text(output.get("Value")));
                            }
                        });
        return new Template(resources, settings);
    }

    private static boolean isRetained(Map<String, Object> resource) {
        return "Retain".equals(resource.get("DeletionPolicy"))
                && "Retain".equals(resource.get("UpdateReplacePolicy"));
    }

    /** The resources of a type, such as {@code AWS::CloudWatch::Alarm}, in the template's order. */
    public List<Resource> resources(String type) {
        return resources.values().stream()
                .filter(resource -> resource.type().equals(type))
                .toList();
    }

    /**
     * The resource of a logical id, such as {@code CollectorRole}.
     *
     * @throws IllegalArgumentException if there is none, or none with these parameters
     */
    public Resource resource(String id) {
        Resource resource = resources.get(id);
        if (resource == null) {
            throw new IllegalArgumentException("the template makes no " + id);
        }
        return resource;
    }

    /** The settings that the outputs give, as {@code cold.bucket} to the bucket's name. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    /**
     * What a role may do.
     *
     * @param role the logical id of a role, such as {@code CollectorRole}
     * @return the statements of the managed policies that it has, in the template's order
     */
    public List<Statement> statements(String role) {
        List<?> attached = resource(role).list("ManagedPolicyArns");
        List<Statement> statements = new ArrayList<>();
        for (Resource policy : resources("AWS::IAM::ManagedPolicy")) {
            if (attached.contains(policy.id()) || policy.list("Roles").contains(role)) {
                policy.list("PolicyDocument", "Statement").stream()
                        .map(statement -> Statement.of(TemplateYaml.map(statement)))
                        .forEach(statements::add);
            }
        }
        return statements;
    }
}

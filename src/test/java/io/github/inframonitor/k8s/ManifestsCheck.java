package io.github.inframonitor.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code k8s/} says, held to the schema of each kind and to what Camel K and the kubelet do
 * with it. Needs {@code kubectl}, and in {@code INTEGRATION_CRD} the path of Camel K's definition,
 * {@code camel.apache.org_integrations.yaml} of its sources: run by {@code ./mvnw test -Pk8s}.
 */
class ManifestsCheck {
    private static final Path ROUTES = Path.of("routes");

    /** Given by the Camel K operator, or by the field of the pod. */
    private static final Set<String> OF_THE_POD = Set.of("NAMESPACE", "POD_NAME");

    /** Kinds that no model of Kubernetes knows. */
    private static final Set<String> CUSTOM =
            Set.of("Integration", "ScaledObject", "TriggerAuthentication");

    /**
     * What is used of KEDA's fields.
     *
     * @see <a href="https://keda.sh/docs/latest/reference/scaledobject-spec/">ScaledObject</a>
     * @see <a href="https://keda.sh/docs/latest/scalers/aws-sqs/">aws-sqs-queue</a>
     */
    private static final Set<String> OF_KEDA =
            Set.of(
                    "/scaleTargetRef/name",
                    "/pollingInterval",
                    "/minReplicaCount",
                    "/maxReplicaCount",
                    "/triggers/0/type",
                    "/triggers/0/metadata/queueURLFromEnv",
                    "/triggers/0/metadata/awsRegion",
                    "/triggers/0/metadata/queueLength",
                    "/triggers/0/metadata/scaleOnInFlight",
                    "/triggers/0/authenticationRef/name",
                    "/podIdentity/provider");

    private static List<Overlay> overlays;
    private static CustomResourceSchema integrations;
    private static Set<String> settings;

    @BeforeAll
    static void render() throws Exception {
        String definition = System.getenv("INTEGRATION_CRD");
        assertThat(definition).as("INTEGRATION_CRD, the path of Camel K's definition").isNotBlank();
        integrations =
                CustomResourceSchema.of(
                        new YAMLMapper().readTree(Path.of(definition).toFile()), "v1");
        overlays = Overlay.all();
        settings = properties(Files.readString(ROUTES.resolve("application.properties")));
    }

    static List<Overlay> overlays() {
        return overlays;
    }

    static Stream<JsonNode> integrations() {
        return overlays.stream().flatMap(overlay -> overlay.ofKind("Integration").stream());
    }

    @Test
    void thereIsAnOverlayForEachWayToRun() {
        assertThat(overlays)
                .extracting(Overlay::name)
                .containsExactly(
                        "camel-k",
                        "camel-k-hotreload",
                        "camel-k-managed",
                        "daemonset",
                        "deployment",
                        "ha",
                        "ha-deployment",
                        "keda",
                        "run-once");
    }

    @ParameterizedTest
    @MethodSource("integrations")
    void everyFieldOfAnIntegrationIsKnownToCamelK(JsonNode integration) {
        assertThat(integrations.violations(integration)).isEmpty();
    }

    @Test
    void aFieldThatCamelKWouldPruneIsSeen() throws IOException {
        JsonNode bad =
                Overlay.documents(
                                """
                                apiVersion: camel.apache.org/v1
                                kind: Integration
                                spec:
                                  replicas: two
                                  traits:
                                    health: {enabeld: true}
                                    deployment: {strategy: Rolling}
                                """)
                        .get(0);

        assertThat(integrations.violations(bad))
                .containsExactlyInAnyOrder(
                        "/spec/replicas: \"two\" is no integer",
                        "/spec/traits/health/enabeld: unknown",
                        "/spec/traits/deployment/strategy: \"Rolling\" is none of"
                                + " [\"Recreate\",\"RollingUpdate\"]");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyFieldOfTheOtherKindsIsKnownToKubernetes(Overlay overlay) throws Exception {
        for (JsonNode resource : overlay.resources()) {
            if (!CUSTOM.contains(resource.path("kind").asText())) {
                assertThat(unknown(resource.toString())).isEmpty();
            }
        }
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsSeenAtAnyDepth() throws Exception {
        assertThat(
                        unknown(
                                """
                                {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replcas": 1, "template":
                                 {"spec": {"containers": [{"securityContext": {"readOnly": true}}]}}}}
                                """))
                .containsExactlyInAnyOrder(
                        "Deployment/Spec/replcas: unknown",
                        "Deployment/Spec/Template/Spec/Containers/0/SecurityContext/readOnly: unknown");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theRoutesOfTheConfigMapAreThoseOfTheFolder(Overlay overlay) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(ROUTES)) {
            for (Path file : found.toList()) {
                String name = file.getFileName().toString();
                if (name.matches(".*\\.(camel\\.yaml|sql|properties)|openapi\\.yaml")) {
                    files.put(name, Files.readString(file));
                }
            }
        }
        Map<String, String> data = new TreeMap<>();
        configMap(overlay, "infra-monitor-routes")
                .path("data")
                .properties()
                .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));

        assertThat(data).isEqualTo(files);
        int bytes = data.values().stream().mapToInt(String::length).sum();
        assertThat(bytes).as("a ConfigMap takes a MiB").isLessThan(1 << 20);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyConfigMapThatIsNamedIsThere(Overlay overlay) {
        Set<String> there =
                overlay.ofKind("ConfigMap").stream()
                        .map(map -> map.at("/metadata/name").asText())
                        .collect(Collectors.toSet());
        Set<String> named = new HashSet<>();
        for (JsonNode pod : overlay.pods()) {
            pod.findValues("configMap").forEach(map -> named.add(map.path("name").asText()));
        }
        for (JsonNode integration : overlay.ofKind("Integration")) {
            integration.findValuesAsText("contentRef").forEach(named::add);
        }

        assertThat(named).isNotEmpty().isSubsetOf(there);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noFileIsMountedByItsKeySinceAnEditWouldNeverArrive(Overlay overlay) {
        for (JsonNode resource : overlay.resources()) {
            assertThat(resource.findValues("subPath")).isEmpty();
            assertThat(resource.at("/spec/traits/mount")).isEmpty();
        }
        for (JsonNode pod : overlay.pods()) {
            assertThat(pod.findValues("items")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theImageIsThatOfThisVersion(Overlay overlay) throws IOException {
        Set<String> images = new TreeSet<>();
        overlay.resources().forEach(r -> images.addAll(r.findValuesAsText("image")));
        String version =
                Files.readString(Path.of("pom.xml"))
                        .replaceFirst("(?s).*?<artifactId>infra-monitor</artifactId>\\s*", "")
                        .replaceFirst("(?s)<version>(.*?)</version>.*", "$1");

        if (overlay.name().equals("camel-k-managed")) {
            assertThat(overlay.ofKind("Integration").get(0).at("/spec/dependencies"))
                    .anyMatch(d -> d.asText().endsWith(":infra-monitor:" + version));
            assertThat(images).isEmpty();
        } else {
            assertThat(images).containsExactly("infra-monitor:" + version);
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyVariableIsASetting(Overlay overlay) {
        Set<String> variables = new TreeSet<>();
        for (JsonNode pod : overlay.pods()) {
            pod.findValues("env").forEach(env -> variables.addAll(env.findValuesAsText("name")));
        }
        for (JsonNode integration : overlay.ofKind("Integration")) {
            for (JsonNode variable : integration.at("/spec/traits/environment/vars")) {
                variables.add(variable.asText().replaceFirst("=.*", ""));
            }
        }
        variables.removeAll(OF_THE_POD);

        assertThat(variables).isNotEmpty().isSubsetOf(variables(settings));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theSettingsOfTheInstallationAreSettings(Overlay overlay) throws IOException {
        String text =
                configMap(overlay, "infra-monitor-config")
                        .path("data")
                        .path("application.properties")
                        .asText();

        assertThat(properties(text)).isNotEmpty().isSubsetOf(settings);
    }

    /** There is no model of KEDA's kinds here: what is used of them is compared with its docs. */
    @Test
    void asManyPodsTakeCellsAsTheQueueOfTheirSettingIsLong() {
        Overlay keda =
                overlays.stream().filter(o -> o.name().equals("keda")).findAny().orElseThrow();
        JsonNode scaled = keda.ofKind("ScaledObject").get(0);
        JsonNode identity = keda.ofKind("TriggerAuthentication").get(0);
        JsonNode trigger = scaled.at("/spec/triggers/0");
        JsonNode deployment = keda.ofKind("Deployment").get(0);
        Map<String, String> variables = new TreeMap<>();
        keda.pods()
                .get(0)
                .at("/containers/0/env")
                .forEach(v -> variables.put(v.path("name").asText(), v.path("value").asText()));

        assertThat(Stream.of(scaled, identity)).allMatch(k -> isOf(k, "keda.sh/v1alpha1"));
        assertThat(
                        Stream.of(scaled, identity)
                                .flatMap(kind -> leaves(kind.path("spec"), "").stream()))
                .containsExactlyInAnyOrderElementsOf(OF_KEDA);
        assertThat(trigger.path("type").asText()).isEqualTo("aws-sqs-queue");
        assertThat(trigger.path("metadata")).allMatch(JsonNode::isTextual, "a text, as KEDA asks");
        assertThat(variables)
                .containsEntry("DISPATCH", "sqs")
                .containsKey(trigger.at("/metadata/queueURLFromEnv").asText());
        assertThat(List.of(variables.getOrDefault("COLLECT_SOURCES", "host").split(",")))
                .doesNotContain("host");
        assertThat(scaled.at("/spec/scaleTargetRef/name"))
                .isEqualTo(deployment.at("/metadata/name"));
        assertThat(trigger.at("/authenticationRef/name")).isEqualTo(identity.at("/metadata/name"));
        assertThat(deployment.at("/spec").has("replicas")).as("it is KEDA's to say").isFalse();
        assertThat(scaled.at("/spec/minReplicaCount").asInt()).as("one fires").isPositive();
    }

    private static boolean isOf(JsonNode resource, String version) {
        return resource.path("apiVersion").asText().equals(version);
    }

    /** The paths of all values. */
    private static List<String> leaves(JsonNode node, String at) {
        if (node.isArray()) {
            return IntStream.range(0, node.size())
                    .boxed()
                    .flatMap(i -> leaves(node.get(i), at + "/" + i).stream())
                    .toList();
        }
        return node.isObject()
                ? node.properties().stream()
                        .flatMap(
                                field ->
                                        leaves(field.getValue(), at + "/" + field.getKey())
                                                .stream())
                        .toList()
                : List.of(at);
    }

    /** What it asks, leader/LeadershipTest sees. */
    @Test
    void onlyWhoMayHoldTheLeaseIsToldToAndMayDoNoMore() throws IOException {
        for (Overlay overlay : overlays) {
            boolean elects =
                    overlay.resources().stream()
                            .anyMatch(r -> r.toString().contains("LEADER_ENABLED"));
            JsonNode account = overlay.ofKind("ServiceAccount").get(0);

            assertThat(elects).isEqualTo(overlay.name().startsWith("ha"));
            assertThat(account.path("automountServiceAccountToken").asBoolean()).isEqualTo(elects);
            assertThat(
                            overlay.ofKind("Role").stream()
                                    .map(role -> role.path("rules").toString())
                                    .toList())
                    .isEqualTo(elects ? List.of(rules()) : List.of());
        }
    }

    private static String rules() throws IOException {
        Properties defaults = new Properties();
        try (Reader reader = Files.newBufferedReader(ROUTES.resolve("application.properties"))) {
            defaults.load(reader);
        }
        return """
        [{"apiGroups":["coordination.k8s.io"],"resourceNames":["%s"],"resources":["leases"],\
        "verbs":["get","patch"]},\
        {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["create"]}]"""
                .formatted(defaults.getProperty("leader.lease"));
    }

    @ParameterizedTest
    @MethodSource("integrations")
    void anIntegrationStaysARunningPod(JsonNode integration) {
        JsonNode traits = integration.at("/spec/traits");

        assertThat(traits.at("/cron/enabled")).hasToString("false");
        assertThat(traits.at("/knative-service/enabled")).hasToString("false");
        assertThat(traits.at("/health/enabled")).hasToString("true");
        if (integration.at("/spec/sources").isMissingNode()) {
            assertThat(Stream.of("liveness", "readiness", "startup"))
                    .allSatisfy(
                            probe -> {
                                assertThat(traits.at("/health/" + probe + "Port").asInt())
                                        .isEqualTo(9876);
                                assertThat(traits.at("/health/" + probe + "Probe").asText())
                                        .startsWith("/observe/health/");
                            });
        }
    }

    @Test
    void theOperatorIsGivenEveryRouteAndEveryComponentOfIt() throws IOException {
        JsonNode managed =
                integrations().filter(i -> i.at("/spec/sources").isArray()).findAny().orElseThrow();
        Set<String> routes;
        Set<String> components = new TreeSet<>();
        try (Stream<Path> found = Files.list(ROUTES)) {
            routes =
                    found.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".camel.yaml"))
                            .collect(Collectors.toCollection(TreeSet::new));
        }
        for (String route : routes) {
            for (JsonNode each : new YAMLMapper().readTree(ROUTES.resolve(route).toFile())) {
                each.findValuesAsText("uri")
                        .forEach(uri -> components.add("camel:" + uri.replaceFirst(":.*", "")));
            }
        }

        assertThat(managed.at("/spec/sources").findValuesAsText("contentKey"))
                .containsExactlyElementsOf(routes);
        assertThat(managed.at("/spec/sources").findValuesAsText("name"))
                .containsExactlyElementsOf(routes);
        assertThat(
                        StreamSupport.stream(managed.at("/spec/dependencies").spliterator(), false)
                                .map(JsonNode::asText))
                .containsAll(components);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void aPodMayWriteOnlyWhereItMustAndHasTimeToFinish(Overlay overlay) {
        if (overlay.name().equals("camel-k-managed")) {
            return; // the operator's own pod
        }
        JsonNode pod = overlay.pods().get(0);

        assertThat(pod.at("/containers/0/securityContext/readOnlyRootFilesystem"))
                .hasToString("true");
        assertThat(pod.at("/containers/0/volumeMounts"))
                .filteredOn(mount -> !mount.path("readOnly").asBoolean())
                .extracting(mount -> mount.path("mountPath").asText())
                .containsExactlyInAnyOrder("/tmp", "/app/spool");
        if (!overlay.name().equals("run-once")) {
            assertThat(pod.path("terminationGracePeriodSeconds").asInt())
                    .as("more than shutdown.timeout")
                    .isGreaterThan(20);
        }
    }

    private static List<String> unknown(String json) throws ReflectiveOperationException {
        return UnknownFields.of(Serialization.<HasMetadata>unmarshal(json));
    }

    private static JsonNode configMap(Overlay overlay, String name) {
        return overlay.ofKind("ConfigMap").stream()
                .filter(map -> map.at("/metadata/name").asText().startsWith(name))
                .findAny()
                .orElseThrow();
    }

    private static Set<String> properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return properties.stringPropertyNames();
    }

    private static Set<String> variables(Set<String> settings) {
        return settings.stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .collect(Collectors.toSet());
    }
}

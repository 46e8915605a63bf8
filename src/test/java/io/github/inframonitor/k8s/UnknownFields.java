package io.github.inframonitor.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fields of a resource that the model of its kind does not know, at whatever depth. */
final class UnknownFields {
    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    static List<String> of(HasMetadata resource) throws ReflectiveOperationException {
        UnknownFields fields = new UnknownFields();
        fields.look(resource, resource.getKind());
        return fields.found;
    }

    private void look(Object value, String at) throws ReflectiveOperationException {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                look(list.get(i), at + "/" + i);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                look(entry.getValue(), at + "/" + entry.getKey());
            }
        } else if (value instanceof KubernetesResource) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getName().equals("getAdditionalProperties")) {
                    ((Map<?, ?>) method.invoke(value))
                            .keySet()
                            .forEach(name -> found.add(at + "/" + name + ": unknown"));
                } else if (isField(method)) {
                    look(method.invoke(value), at + "/" + method.getName().substring(3));
                }
            }
        }
    }

    private static boolean isField(Method method) {
        Class<?> type = method.getReturnType();
        return method.getName().startsWith("get")
                && method.getParameterCount() == 0
                && (KubernetesResource.class.isAssignableFrom(type)
                        || type == List.class
                        || type == Map.class);
    }
}

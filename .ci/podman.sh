# Sourced: podman with what it keeps in a directory of its own, and a base image made of Debian's
# packages, since no registry is asked. It holds systemd too, for .ci/host.

pod_dir=$(mktemp -d)
# runc and cgroupfs: crun refuses a machine that has both versions of cgroups mounted
pod() {
  podman --runtime runc --cgroup-manager cgroupfs --storage-driver overlay \
    --root "$pod_dir/root" --runroot "$pod_dir/run" "$@"
}
# its containers, and the file systems that they are mounted on
pod_end() {
  pod rm --all --force --time 0 >/dev/null 2>&1 || true
  umount "$pod_dir/root/overlay" 2>/dev/null || true
  rm -rf "$pod_dir"
}
# not podman's default limits, which a sandbox may not raise
pod_limits=(--ulimit nofile=4096:4096 --ulimit nproc=4096:4096 --network host)

need_packages() {
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 && continue
    apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends "$@" >/dev/null
    return
  done
}
need_packages podman runc mmdebstrap jq unzip

# target/base.tar, an image that docker or podman could have saved
base_image() {
  local base=target/base.tar dir
  [ -f "$base" ] && return
  dir=$(mktemp -d)
  mkdir -p target
  mmdebstrap --quiet --variant=essential --include=openjdk-17-jre-headless,systemd bookworm "$dir/layer.tar"
  jq -n --arg id "sha256:$(sha256sum "$dir/layer.tar" | cut -d ' ' -f 1)" \
    --arg architecture "$(dpkg --print-architecture)" \
    '{os: "linux", architecture: $architecture, rootfs: {type: "layers", diff_ids: [$id]},
      config: {Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}}' \
    >"$dir/config.json"
  echo '[{"Config": "config.json", "RepoTags": ["base:ci"], "Layers": ["layer.tar"]}]' >"$dir/manifest.json"
  tar -C "$dir" -cf "$base" manifest.json config.json layer.tar
  rm -rf "$dir"
}

# what the jar asks for beside it, a name a line
libraries() {
  unzip -p target/infra-monitor.jar META-INF/MANIFEST.MF | tr -d '\r' | sed -e ':a;N;$!ba;s/\n //g' \
    | sed -n 's/^Class-Path: //p' | tr ' ' '\n' | sed 's#^lib/##' | sort
}

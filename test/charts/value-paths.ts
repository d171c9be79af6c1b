/** What is known of the pinned version of a component's chart; a part of a path that holds dots is written `["a.b"]`. */
export interface ChartFacts {
  readonly chart: string;
  readonly version: string;
  readonly paths: readonly string[];
  /** Those of the paths that its templates read though its values.yaml has none. */
  readonly freeForm: readonly string[];
}

/** Value paths by component, seen in the charts themselves at these versions. */
export const valuePaths = {
  hnc: {
    chart: "hnc",
    version: "0.1.0",
    paths: words(`
      ha.enabled hncExcludeNamespaces hrq.enabled image.repository image.tag manager.nodeSelector
      manager.resources manager.tolerations
    `),
    freeForm: [],
  },
  "external-secrets": {
    chart: "external-secrets",
    version: "2.9.0",
    paths: words(`
      certController.create certController.replicaCount certController.resources crds.annotations
      crds.createClusterExternalSecret crds.createClusterGenerator crds.createClusterPushSecret
      crds.createClusterSecretStore crds.createPushSecret crds.createSecretStore
      crds.unsafeServeV1Beta1 extraVolumeMounts extraVolumes global.imagePullSecrets global.repository
      global.tolerations installCRDs leaderElect replicaCount resources webhook.certManager.enabled
      webhook.create webhook.failurePolicy webhook.port webhook.replicaCount webhook.resources
    `),
    freeForm: [],
  },
  traefik: {
    chart: "traefik",
    version: "41.3.0",
    paths: words(`
      deployment.imagePullSecrets deployment.kind deployment.replicas extraObjects image.registry
      image.repository image.tag ingressClass.isDefaultClass ingressClass.name nodeSelector
      ports.web.http.redirections.entryPoint ports.web.nodePort
      ports.websecure.forwardedHeaders.trustedIPs ports.websecure.http.tls.enabled
      ports.websecure.nodePort providers.kubernetesCRD.allowCrossNamespace
      providers.kubernetesGateway.enabled providers.kubernetesIngress.ingressEndpoint.hostname
      providers.kubernetesIngress.ingressEndpoint.ip
      providers.kubernetesIngress.publishedService.enabled resources service.annotations
      service.labels service.spec.type tlsStore tolerations
    `),
    freeForm: [],
  },
  argocd: {
    chart: "argo-cd",
    version: "10.1.1",
    paths: words(`
      applicationSet.replicas configs.clusterCredentials configs.cm.url configs.cm["dex.config"]
      configs.cm["kustomize.buildOptions"] configs.cm["oidc.config"] configs.params["server.insecure"]
      configs.rbac configs.repositories configs.secret.argocdServerAdminPassword
      configs.ssh.extraHosts configs.tls.certificates controller.replicas controller.resources
      crds.annotations crds.install crds.keep dex.enabled dex.image.repository dex.volumeMounts
      dex.volumes global.domain global.image.repository global.imagePullSecrets
      global.networkPolicy.create global.nodeSelector global.tolerations notifications.enabled
      redis-ha.enabled redis.image.repository redisSecretInit.enabled repoServer.replicas
      repoServer.resources server.ingress.annotations server.ingress.enabled server.ingress.extraTls
      server.ingress.hostname server.ingress.ingressClassName server.ingress.tls server.replicas
      server.resources server.service.nodePortHttp server.service.nodePortHttps server.service.type
    `),
    freeForm: words(`
      configs.cm.url configs.cm["dex.config"] configs.cm["oidc.config"]
      configs.cm["kustomize.buildOptions"] configs.params["server.insecure"]
    `),
  },
  "argo-rollouts": {
    chart: "argo-rollouts",
    version: "2.41.0",
    paths: words(`
      controller.extraArgs controller.image.registry controller.image.repository
      controller.nodeSelector controller.replicas controller.resources controller.tolerations
      controller.trafficRouterPlugins crdAnnotations dashboard.enabled dashboard.ingress.enabled
      imagePullSecrets installCRDs keepCRDs providerRBAC.providers.traefik
    `),
    freeForm: [],
  },
  "argo-events": {
    chart: "argo-events",
    version: "2.4.22",
    paths: words(`
      configs.jetstream.settings configs.jetstream.versions configs.nats.versions
      controller.rbac.namespaced controller.replicas controller.resources controller.tolerations
      crds.annotations crds.install crds.keep global.image.repository global.imagePullSecrets
      webhook.enabled webhook.replicas webhook.resources
    `),
    freeForm: [],
  },
  tekton: {
    chart: "tekton-pipeline",
    version: "1.9.1",
    paths: words(`
      configDefaults controller.deployment.image controller.resources controller.tolerations
      createClusterRoles featureFlags featureFlags.coschedule gitResolverConfig namespace.create
      namespace.name remoteresolver.resources remoteresolver.tolerations webhook.tolerations
    `),
    freeForm: [],
  },
  "cert-manager": {
    chart: "cert-manager",
    version: "v1.21.1",
    paths: words(`
      cainjector.replicaCount cainjector.resources cainjector.tolerations config crds.enabled
      crds.keep extraArgs global.imagePullSecrets global.leaderElection.namespace imageNamespace
      imageRegistry replicaCount resources startupapicheck.enabled startupapicheck.timeout tolerations
      webhook.hostNetwork webhook.replicaCount webhook.resources webhook.timeoutSeconds
      webhook.tolerations
    `),
    freeForm: [],
  },
  vault: {
    chart: "vault",
    version: "0.34.1",
    paths: words(`
      global.enabled global.externalVaultAddr global.imagePullSecrets injector.agentImage.repository
      injector.authPath injector.enabled injector.externalVaultAddr injector.hostNetwork
      injector.image.repository injector.replicas injector.resources injector.tolerations
      injector.webhook.failurePolicy injector.webhook.namespaceSelector
      injector.webhook.timeoutSeconds server.authDelegator.enabled server.enabled
      server.serviceAccount.create server.serviceAccount.createSecret server.serviceAccount.name
    `),
    freeForm: [],
  },
  "oauth2-proxy": {
    chart: "oauth2-proxy",
    version: "10.7.0",
    paths: words(`
      config.clientID config.clientSecret config.cookieSecret config.existingSecret extraArgs
      extraVolumeMounts extraVolumes global.imagePullSecrets global.imageRegistry image.repository
      ingress.className ingress.enabled ingress.hosts ingress.path ingress.tls replicaCount resources
      service.portNumber service.type sessionStorage.type tolerations
    `),
    freeForm: words(`
      config.existingSecret ingress.className ingress.hosts ingress.tls
    `),
  },
  vcluster: {
    chart: "vcluster",
    version: "0.36.1",
    paths: words(`
      controlPlane.advanced.defaultImageRegistry controlPlane.advanced.serviceAccount.imagePullSecrets
      controlPlane.backingStore.etcd.deploy.enabled controlPlane.distro.k8s.apiServer.extraArgs
      controlPlane.distro.k8s.version controlPlane.proxy.extraSANs controlPlane.service.httpsNodePort
      controlPlane.service.kubeletNodePort controlPlane.service.spec.type
      controlPlane.statefulSet.highAvailability.replicas controlPlane.statefulSet.image.repository
      controlPlane.statefulSet.persistence.addVolumeMounts
      controlPlane.statefulSet.persistence.addVolumes
      controlPlane.statefulSet.persistence.volumeClaim.enabled
      controlPlane.statefulSet.persistence.volumeClaim.retentionPolicy
      controlPlane.statefulSet.persistence.volumeClaim.size
      controlPlane.statefulSet.persistence.volumeClaim.storageClass controlPlane.statefulSet.resources
      controlPlane.statefulSet.scheduling.tolerations experimental.deploy.vcluster.manifests
      exportKubeConfig.additionalSecrets exportKubeConfig.context exportKubeConfig.server
      exportKubeConfig.serviceAccount networking.advanced.proxyKubelets.byHostname
      policies.resourceQuota.enabled policies.resourceQuota.quota["services.nodeports"]
      sync.fromHost.ingressClasses.enabled sync.fromHost.storageClasses.enabled
      sync.toHost.ingresses.enabled sync.toHost.networkPolicies.enabled
      sync.toHost.pods.enforceTolerations telemetry.enabled
    `),
    freeForm: [],
  },
} satisfies Readonly<Record<string, ChartFacts>>;

/** `a["b.c"].d` → a, b.c, d. */
export function partsOf(path: string): readonly string[] {
  return [...path.matchAll(/\["([^"]+)"\]|[^.[\]]+/g)].map(([part, quoted]) => quoted ?? part);
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}

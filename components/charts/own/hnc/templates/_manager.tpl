{{/* Labels of all objects. */}}
{{- define "hnc.labels" -}}
app.kubernetes.io/name: hnc
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Name of the Deployment whose pods serve the webhooks. */}}
{{- define "hnc.serving" -}}
{{- ternary "hnc-controller-manager-ha" "hnc-controller-manager" .Values.ha.enabled }}
{{- end }}

{{/* A Deployment of HNC's one program: root, name, replicas, args, certificates. */}}
{{- define "hnc.deployment" -}}
{{- $values := .root.Values }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "hnc.labels" .root | nindent 4 }}
spec:
  replicas: {{ .replicas }}
  selector:
    matchLabels:
      hnc.x-k8s.io/deployment: {{ .name }}
  template:
    metadata:
      labels:
        hnc.x-k8s.io/deployment: {{ .name }}
        {{- include "hnc.labels" .root | nindent 8 }}
    spec:
      serviceAccountName: hnc-manager
      terminationGracePeriodSeconds: 10
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        fsGroup: 2000
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: manager
          image: {{ printf "%s:%s" $values.image.repository $values.image.tag | quote }}
          command: [/manager]
          args:
            - --webhook-server-port=9443
            - --metrics-addr=:8080
            - --max-reconciles=10
            - --apiserver-qps-throttle=50
            {{- range .args }}
            - {{ . }}
            {{- end }}
            {{- range $values.hncExcludeNamespaces }}
            - {{ printf "--excluded-namespace=%s" . | quote }}
            {{- end }}
          ports:
            - { name: webhook-server, containerPort: 9443 }
            - { name: metrics, containerPort: 8080 }
            - { name: healthz, containerPort: 8081 }
          startupProbe:
            httpGet: { path: /readyz, port: 8081 }
            periodSeconds: 5
            failureThreshold: 100
          readinessProbe:
            httpGet: { path: /readyz, port: 8081 }
            periodSeconds: 5
          livenessProbe:
            httpGet: { path: /healthz, port: 8081 }
            periodSeconds: 10
            failureThreshold: 1
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          resources:
            {{- toYaml $values.manager.resources | nindent 12 }}
          {{- if .certificates }}
          volumeMounts:
            - name: certificates
              mountPath: /tmp/k8s-webhook-server/serving-certs
              readOnly: true
          {{- end }}
      {{- if .certificates }}
      volumes:
        - name: certificates
          secret: { secretName: hnc-webhook-server-cert }
      {{- end }}
      {{- with $values.manager.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.manager.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}

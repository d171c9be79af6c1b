{{/* Labels of all objects. */}}
{{- define "dashboard.labels" -}}
{{ include "dashboard.selector" . }}
app.kubernetes.io/part-of: tekton-dashboard
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Labels by which pods are found. */}}
{{- define "dashboard.selector" -}}
app.kubernetes.io/name: tekton-dashboard
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* What the containers of web and workers have in common; the root is all that they cannot write. */}}
{{- define "heddle.container" -}}
image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
imagePullPolicy: {{ .Values.image.pullPolicy }}
envFrom:
  - secretRef: { name: {{ required "existingSecret names the Secret with DATABASE_URL and HEDDLE_SECRET" .Values.existingSecret | quote }} }
  - configMapRef: { name: {{ .Release.Name }}-settings }
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
volumeMounts:
  - { name: artifacts, mountPath: /data }
  - { name: scratch, mountPath: /tmp }
  - { name: cache, mountPath: /heddle/.next/cache }
{{- end }}

{{- define "heddle.pod" -}}
automountServiceAccountToken: false
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
volumes:
  - name: artifacts
    {{- if or .Values.artifacts.existingClaim .Values.artifacts.size }}
    persistentVolumeClaim: { claimName: {{ .Values.artifacts.existingClaim | default (printf "%s-artifacts" .Release.Name) }} }
    {{- else }}
    emptyDir: {}
    {{- end }}
  - name: scratch
    emptyDir: {}
  - name: cache
    emptyDir: {}
{{- end }}

{{- define "heddle.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

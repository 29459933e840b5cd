// Ties allauth's passkey forms to our buttons without inline scripts; the content policy forbids those.
const forms = window.allauth.webauthn.forms;
const start = {
  "sign-in": () => forms.loginForm({ ids: { login: "passkey_login", credential: "mfa_credential" } }),
  authenticate: () => forms.authenticateForm({
    ids: { authenticate: "mfa_webauthn_authenticate", credential: "id_credential", data: "js_data" } }),
  reauthenticate: () => forms.authenticateForm({
    ids: { authenticate: "mfa_webauthn_reauthenticate", credential: "id_credential", data: "js_data" } }),
  add: () => forms.addForm({
    ids: { add: "mfa_webauthn_add", passwordless: "id_passwordless", credential: "id_credential", data: "js_data" } }),
};
for (const form of document.querySelectorAll("form[data-passkey]")) start[form.dataset.passkey]();

// Passkeys: forms marked data-passkey="create" or "get" talk to the browser's authenticator instead of being sent.
(function () {
  "use strict";

  function toBytes(text) {
    var plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function toText(buffer) {
    var letters = Array.from(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); });
    return window.btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function described(list) {
    return (list || []).map(function (one) { return Object.assign({}, one, { id: toBytes(one.id) }); });
  }

  function asked(told) {
    var options = Object.assign({}, told, { challenge: toBytes(told.challenge) });
    if (told.user) options.user = Object.assign({}, told.user, { id: toBytes(told.user.id) });
    if (told.excludeCredentials) options.excludeCredentials = described(told.excludeCredentials);
    if (told.allowCredentials) options.allowCredentials = described(told.allowCredentials);
    return options;
  }

  function answered(credential) {
    var response = { clientDataJSON: toText(credential.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    });
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: credential.getClientExtensionResults()
    };
  }

  function post(address, token, body) {
    return window.fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body)
    }).then(function (answer) {
      if (!answer.ok) throw new Error("refused: " + answer.status);
      return answer.json();
    });
  }

  // One ceremony: ask the server what to ask, ask the authenticator, tell the server. Resolves to its last answer.
  function ceremony(form) {
    var value = function (name) { return (form.elements[name] || { value: "" }).value; };
    var token = value("csrfmiddlewaretoken");
    var account = value("account");
    return post(form.dataset.options, token, { account: account }).then(function (told) {
      var options = { publicKey: asked(told.publicKey) };
      return window.navigator.credentials[form.dataset.passkey](options);
    }).then(function (credential) {
      return post(form.dataset.answer, token, {
        credential: answered(credential), name: value("name"), next: value("next"), account: account
      });
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.dataset.passkey) return;
    event.preventDefault();
    delete form.dataset.sent;
    var failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    ceremony(form).then(function (told) {
      var event = new CustomEvent("hoaban:proved", { bubbles: true, cancelable: true, detail: told });
      if (form.dispatchEvent(event)) window.location.assign(told.next);
    }).catch(function () {
      failed.hidden = false;
    });
  });
})();

// Asks the browser to make or use a passkey. The page says everything a person reads, in its data attributes.
"use strict";

(() => {
  const BYTES_IN_OPTIONS = new Set(["challenge", "id"]);

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // The server writes bytes as base64url; the browser wants them as bytes.
  const withBytes = (value, key) => {
    if (Array.isArray(value)) return value.map((each) => withBytes(each));
    if (value && typeof value === "object") {
      const rp = key === "rp";  // its id is a host name, not bytes
      return Object.fromEntries(Object.entries(value).map(([name, part]) =>
        [name, BYTES_IN_OPTIONS.has(name) && typeof part === "string" && !rp ? toBytes(part) : withBytes(part, name)]));
    }
    return value;
  };

  const ANSWER_PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

  const written = (credential) => {
    const response = {};
    for (const part of ANSWER_PARTS) {
      if (credential.response[part]) response[part] = toText(credential.response[part]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({id: credential.id, rawId: toText(credential.rawId), type: credential.type, response});
  };

  class Problem extends Error {
    constructor(kind) {
      super(kind);
      this.kind = kind;
    }
  }

  const KINDS = {401: "again", 403: "forbidden", 429: "limited"};

  const post = async (address, token, body) => {
    const answer = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token},
      body: JSON.stringify(body),
    });
    if (answer.ok) return (await answer.json()).response;
    if (answer.status !== 400) throw new Problem(KINDS[answer.status] || "failed");
    const problem = await answer.json().catch(() => ({}));
    const fields = (problem.response && problem.response.field_errors) || {};
    throw new Problem(fields.name ? "nameTaken" : "failed");
  };

  const run = async (place) => {
    const adds = place.dataset.passkey === "add";
    const name = place.querySelector("[name=name]");
    const {start, token} = place.dataset;
    const asked = await post(start, token, adds ? {name: name.value} : {});
    const options = {publicKey: withBytes(asked.credential_options)};
    const credential = await (adds ? navigator.credentials.create(options) : navigator.credentials.get(options));
    await post(`${start}/${encodeURIComponent(asked.wan_state)}`, token, {credential: written(credential)});
    location.assign(place.dataset.then);
  };

  const offer = (place) => {
    const says = place.querySelector("[data-says]");
    const button = place.querySelector("button");
    const go = async (event) => {
      event.preventDefault();
      says.textContent = "";
      button.disabled = true;
      try {
        await run(place);
      } catch (problem) {
        const kind = problem.name === "InvalidStateError" ? "held" : problem.kind;
        says.textContent = place.dataset[kind] || place.dataset.failed;
        button.disabled = false;
      }
    };
    if (place.tagName === "FORM") place.addEventListener("submit", go);
    else button.addEventListener("click", go);
    place.hidden = false;
  };

  // A passkey belongs to a host name; browsers refuse to make one for a bare number such as 127.0.0.1.
  const hasName = !/^[0-9.]+$|:/.test(location.hostname);

  if (window.PublicKeyCredential && hasName) {
    document.querySelectorAll("[data-passkey-missing]").forEach((place) => { place.hidden = true; });
    document.querySelectorAll("[data-passkey]").forEach(offer);
  }
})();

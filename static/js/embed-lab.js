// The laboratory in somebody else's page: no header, and the host is told how tall it is.
document.body.classList.add("embed");
const { tell } = await import("./embed-height.js");
tell(new URLSearchParams(location.search).get("id") ?? "lab");

// Server-sent events out of pieces of text that end anywhere.

/** take(kind, value) is told every event; its data is {kind: value}. → read(piece) */
export function createReader(take) {
  let rest = "";
  return function read(piece) {
    const parts = (rest + piece).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n");
      const kind = lines.find((line) => line.startsWith("event: "))?.slice(7);
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
      if (kind) take(kind, JSON.parse(data)[kind]);
    }
  };
}

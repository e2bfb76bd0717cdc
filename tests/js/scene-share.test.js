import assert from "node:assert/strict";
import test from "node:test";
import { withKeys } from "../../static/js/views/scene-share.js";

test("the line to embed keeps the language and takes the place that is shown", () => {
  const line = '<iframe src="https://x.org/embed/lstm?lang=es&amp;stop=2" title="La LSTM"></iframe>';
  assert.equal(
    withKeys(line, { mode: "free", text: 'A"Ñ&' }),
    '<iframe src="https://x.org/embed/lstm?lang=es&amp;mode=free&amp;text=A%22%C3%91%26" title="La LSTM"></iframe>',
  );
  assert.equal(withKeys(line, {}), '<iframe src="https://x.org/embed/lstm?lang=es" title="La LSTM"></iframe>');
});

// A scene in somebody else's page.
import { tell } from "./embed-height.js";
import "./scene-page.js";

tell(document.body.dataset.id);

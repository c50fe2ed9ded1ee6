import { render } from "preact";
import { App } from "./app.js";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import { keepForOffline } from "./shell/offline.js";
import { applyTheme } from "./ui/theme.js";

applyTheme();
render(<App />, document.getElementById("app")!);
keepForOffline();

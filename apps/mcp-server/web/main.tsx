import { render } from "preact";
import { App } from "./app.js";
import { RouteProvider } from "./route.js";
import { SessionProvider } from "./session.js";
import { Connected } from "./shell.js";

render(
  <RouteProvider>
    <SessionProvider>
      <Connected>
        <App />
      </Connected>
    </SessionProvider>
  </RouteProvider>,
  document.body,
);

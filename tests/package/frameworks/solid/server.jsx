import { renderToString } from "solid-js/web";
import { Feed } from "./Feed.jsx";

export const render = (props) => renderToString(() => <Feed {...props} />);

import { createSSRApp, h } from "vue";
import { renderToString } from "vue/server-renderer";
import Feed from "./Feed.vue";

export const render = (props) => renderToString(createSSRApp({ render: () => h(Feed, props) }));

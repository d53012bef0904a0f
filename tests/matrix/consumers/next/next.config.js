import { join } from "node:path";

// Its packages are installed two folders above, as in any monorepo.
export default { turbopack: { root: join(import.meta.dirname, "../..") } };

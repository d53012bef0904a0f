// The Socket.IO client under test.

/** The function `io` of the tarball, or of the package that `client` names, which is held against the same servers. */
export async function clientIo({ client }) {
  return (await import(client)).io;
}

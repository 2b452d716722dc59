const MINIMUM = [20, 19];

export function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return;
  throw new Error(`Firn needs Node ${MINIMUM.join('.')} or newer; this is ${process.versions.node}.`);
}

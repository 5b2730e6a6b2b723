// The window on a fake bridge, for looking at every state: `?scenario=many&theme=dark&os=linux`. Never in the product.
import { installFakeBridge } from './fake-bridge.ts';

installFakeBridge(new URLSearchParams(location.search));
const { startWindow } = await import('../start.tsx');
const root = document.getElementById('root');
if (root !== null) await startWindow(root);

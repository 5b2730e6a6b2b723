// Entry of the page.
import { startWindow } from './start.tsx';

const root = document.getElementById('root');
if (root !== null) void startWindow(root);

// The entry of the process in which a plug-in runs (plugins/).
import { pluginProcess } from './plugins/child.ts';

pluginProcess();

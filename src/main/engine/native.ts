// The entry of the process in which a native backend runs (compute/native).
import { nativeProcess } from './compute/native/child.ts';

nativeProcess();

import { workerData } from 'node:worker_threads';

// The one entry of all worker threads. What a thread is for stands in its `role`; only that part is loaded.
const data = workerData as { role: 'kernel' | 'storage' | 'job' | 'query' | 'views' | 'rows' | 'index' | 'probe' };
switch (data.role) {
  case 'kernel':
    (await import('./kernels/thread.ts')).kernelThread(workerData as never);
    break;
  case 'storage':
    (await import('./storage/thread.ts')).storageThread(workerData as never);
    break;
  case 'job':
    (await import('./jobs/thread.ts')).jobThread(workerData as never);
    break;
  case 'query':
    (await import('./recommend/thread.ts')).queryThread(workerData as never);
    break;
  case 'views':
    (await import('./datasets/view-thread.ts')).viewThread(workerData as never);
    break;
  case 'rows':
    (await import('./datasets/rows/thread.ts')).rowsThread(workerData as never);
    break;
  case 'index':
    (await import('./neighbours/thread.ts')).indexThread(workerData as never);
    break;
  case 'probe':
    await (await import('./compute/backends/probe-thread.ts')).probeThread();
    break;
}

/** The only messages between preload and main process. */
export const CHANNELS = {
  connect: 'recsmith:connect',
  port: 'recsmith:port',
  registerFile: 'recsmith:register-file',
  pickFile: 'recsmith:pick-file',
} as const;

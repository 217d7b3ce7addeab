/** The only messages between preload and main process. */
export const CHANNELS = {
  connect: 'recsmith:connect',
  port: 'recsmith:port',
  registerFile: 'recsmith:register-file',
  pickFiles: 'recsmith:pick-files',
  saveFile: 'recsmith:save-file',
  perform: 'recsmith:perform',
  command: 'recsmith:command',
} as const;

export const desktop = {
  group: 'Workspace',
  newWindow: 'Open another window',
  newWorkspace: 'Make a new workspace…',
  openWorkspace: 'Open a workspace…',
  reveal: 'Show the data folder',
  also: 'folder project switch',
};

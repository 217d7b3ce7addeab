import { mount } from 'svelte';
import './styles/index.css';
import App from './App.svelte';
import { Application } from './state/application.svelte.ts';
import { chooseTransport } from './client/choose.ts';

const application = new Application(chooseTransport());
application.start();

mount(App, { target: document.getElementById('app')!, props: { application } });

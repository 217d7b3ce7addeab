import { mount } from 'svelte';
import './styles/index.css';
import App from './App.svelte';
import { Application } from './state/application.svelte.ts';
import { chooseTransport } from './client/choose.ts';
import { en } from './messages/en.ts';
import { speak } from './messages/index.ts';

// For tests, not for people: `?locale=pseudo` shows which texts a translation would miss.
if (new URLSearchParams(location.search).get('locale') === 'pseudo')
  speak((await import('./messages/pseudo.ts')).pseudo(en));

const application = new Application(chooseTransport());
application.start();

mount(App, { target: document.getElementById('app')!, props: { application } });

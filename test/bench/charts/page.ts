import { mount } from 'svelte';
import '../../../src/renderer/styles/index.css';
import Page from './Page.svelte';

mount(Page, { target: document.body });

import { mount } from 'svelte';
import Gallery from './Gallery.svelte';
import '../styles/base.css';

const target = document.getElementById('app');
if (target !== null) mount(Gallery, { target });

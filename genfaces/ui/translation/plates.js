// The slider between before and after; a new pair starts in the middle.
watch('value', () => { for (const slider of element.querySelectorAll('[data-divide]')) slider.value = 50; });
element.addEventListener('input', (event) => {
  if (!('divide' in event.target.dataset)) return;
  event.target.closest('.before-after').style.setProperty('--at', `${event.target.value}%`);
});

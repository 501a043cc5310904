//! Recipe files: whatever is read is written as text that reads as the same recipe.

#![no_main]

use negatoscope::recipe::Recipe;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(recipe) = Recipe::parse(text) {
        let again = Recipe::parse(&recipe.to_text());
        assert_eq!(again.as_ref().ok(), Some(&recipe));
    }
});

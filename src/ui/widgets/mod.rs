//! Controls that panels are made of. They know no session: plain values in, responses and values out.

//! Files, written by the test or lying beside the project, read and compared with what must come out.

mod shared;

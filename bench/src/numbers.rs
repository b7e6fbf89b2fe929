//! Many rows by one statement, so that a database is filled soon.

/// A list of the numbers from `$1` to `$2`, and what is written for each.
macro_rules! for_each {
    ($($rest:literal),*) => {
        concat!(
            "WITH RECURSIVE numbers (n) AS (
                 SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < $2
             ) ",
            $($rest),*
        )
    };
}

pub(crate) use for_each;

//! Reading a JSON body the strict way: a property that is not known is refused.

use serde_json::{Map, Value};

use super::fault::Fault;

/// The properties of a body, all of them known.
pub(crate) struct Body<'a>(Option<&'a Map<String, Value>>);

impl<'a> Body<'a> {
    /// Refuses what is no object and every property that is not in the list.
    pub fn of(body: &'a Value, known: &[&str]) -> Result<Self, Fault> {
        let properties = match body {
            Value::Null => None,
            Value::Object(properties) => Some(properties),
            _ => return Err(Fault::bad("The body is no object")),
        };
        let mut names = properties.into_iter().flat_map(Map::keys);
        match names.find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Fault::unexpected_property(name)),
            None => Ok(Self(properties)),
        }
    }

    /// A property, `null` being none.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        let value = self.0.and_then(|properties| properties.get(name));
        value.filter(|value| !value.is_null())
    }

    /// A text that is not empty.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, Fault> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Fault::property(name, "a string is expected")),
        }
    }

    /// A text that has to be there.
    pub fn must_text(&self, name: &str) -> Result<&'a str, Fault> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| Fault::property(name, "it is required"))
    }

    /// A whole number that is not negative.
    pub fn number(&self, name: &str) -> Result<Option<i64>, Fault> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => match value.as_i64() {
                Some(number @ 0..) => Ok(Some(number)),
                _ => Err(Fault::property(name, "a whole number is expected")),
            },
        }
    }

    /// A whole number that has to be there.
    pub fn must_number(&self, name: &str) -> Result<i64, Fault> {
        let number = self.number(name)?;
        number.ok_or_else(|| Fault::property(name, "it is required"))
    }

    /// A list, empty where it is not there.
    pub fn list(&self, name: &str) -> Result<&'a [Value], Fault> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(Fault::property(name, "a list is expected")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_properties_and_wrong_types_are_refused() {
        let known = ["name", "size", "ids"];
        let refusal = |body: Value| -> Option<String> {
            let read = |body: &Value| {
                let body = Body::of(body, &known)?;
                body.must_text("name")?;
                body.must_number("size")?;
                body.list("ids").map(|_| ())
            };
            read(&body).err().map(|fault| fault.message)
        };
        assert_eq!(refusal(json!({"name": "a", "size": 1, "ids": [2]})), None);
        let check = |body: Value, expect: &str| {
            let said = refusal(body.clone()).unwrap_or_default();
            assert!(said.contains(expect), "{body}: {said}");
        };
        check(
            json!({"name": "a", "disk": 1}),
            "PROXY-3008: Unexpected property: disk",
        );
        check(json!({"name": ""}), "name: it is required");
        check(json!({"name": 5}), "name: a string");
        check(json!({"name": "a", "size": "5"}), "size: a whole number");
        check(json!({"name": "a", "size": -5}), "size: a whole number");
        check(json!({"name": "a", "size": 5, "ids": 2}), "ids: a list");
        check(json!([]), "no object");
        check(Value::Null, "name: it is required");
    }
}

//! The description of the API for machines (OpenAPI 3.1), made from the declarations.
//!
//! All functions have one address, which OpenAPI cannot say; each is a path of its own behind a
//! `#`, as descriptions of such interfaces do.

use super::reference::value;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use onsell_domain::Level;
use serde_json::{Map, Value, json};

/// The description.
pub fn describe<'a>(declarations: impl Iterator<Item = &'a Declaration>) -> Value {
    let paths: Map<String, Value> = declarations
        .map(|declaration| (path_of(declaration), path(declaration)))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Onsell",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "GET and POST are the same. Errors travel with status 200, as `error` \
                in the document; only `overload` has 503.",
        },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "authinfo": {"type": "apiKey", "in": "query", "name": "authinfo",
                    "description": "name:password, with every request"},
                "session": {"type": "apiKey", "in": "query", "name": "auth",
                    "description": "the number that auth gave"},
            },
            "schemas": {
                "Answer": {"type": "object", "description": "A document; its form follows `out`."},
            },
        },
    })
}

fn path_of(declaration: &Declaration) -> String {
    let name = declaration.name.split('.');
    let name: Vec<&str> = name
        .map(|part| if part == "T" { "{T}" } else { part })
        .collect();
    format!("/billmgr#func={}", name.join("."))
}

fn path(declaration: &Declaration) -> Value {
    let (mut properties, mut required) = (Map::new(), vec![json!("func")]);
    properties.insert("func".into(), json!({"type": "string"}));
    properties.insert(
        "out".into(),
        json!({"enum": ["xml", "json", "bjson", "text", "csv", "devel"], "default": "xml"}),
    );
    for parameter in declaration.parameters {
        properties.insert(parameter.name.into(), schema(parameter));
        if parameter.required {
            required.push(json!(parameter.name));
        }
    }
    let mut operation = json!({
        "operationId": declaration.name,
        "summary": declaration.title.en,
        "x-level": declaration.level.number(),
        "x-kind": kind(declaration.kind),
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {
            "type": "object", "properties": properties, "required": required,
        }}}},
        "responses": {"200": {
            "description": "The answer, or an error in its place",
            "content": {
                "text/xml": {"schema": {"$ref": "#/components/schemas/Answer"}},
                "application/json": {"schema": {"$ref": "#/components/schemas/Answer"}},
            },
        }, "503": {"description": "overload: nothing was begun, ask again"}},
    });
    if declaration.level > Level::Guest {
        operation["security"] = json!([{"authinfo": []}, {"session": []}]);
    }
    if declaration.name.split('.').any(|part| part == "T") {
        operation["parameters"] = json!([{"name": "T", "in": "path", "required": true,
            "schema": {"type": "string"}, "description": "Internal name of a product type"}]);
    }
    json!({"post": operation})
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::List(_) => "list",
        Kind::Form => "form",
        Kind::Action => "action",
        Kind::Tree => "tree",
    }
}

fn schema(parameter: &Parameter) -> Value {
    let mut schema = match parameter.kind {
        ParameterKind::Text | ParameterKind::AutoProlong => json!({"type": "string"}),
        ParameterKind::File => json!({"type": "string", "format": "byte"}),
        ParameterKind::Secret => json!({"type": "string", "format": "password"}),
        ParameterKind::Id => json!({"type": "integer", "minimum": 1}),
        ParameterKind::Ids => json!({"type": "string", "pattern": "^[0-9]+(, ?[0-9]+)*$"}),
        ParameterKind::Integer | ParameterKind::Period => json!({"type": "integer"}),
        ParameterKind::Switch => json!({"enum": ["on", "off"]}),
        ParameterKind::Date => json!({"type": "string", "format": "date"}),
        ParameterKind::Amount => json!({"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]{1,4})?$"}),
    };
    let text = format!("{} ({})", parameter.text.en, value(parameter.kind));
    schema["description"] = json!(text);
    schema
}

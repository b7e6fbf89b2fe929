//! What the double answers, request by request.

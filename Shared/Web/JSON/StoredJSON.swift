package import HTTPTypes
package import Hummingbird
package import NIOCore

/// JSON that is sent byte for byte as it was stored, without decoding it.
package struct StoredJSON: Sendable {
    package let body: ByteBuffer

    /// A whole document.
    package init(_ document: some Sequence<UInt8>) {
        body = ByteBuffer(bytes: document)
    }

    /// A whole document.
    package init(_ document: String) {
        body = ByteBuffer(string: document)
    }

    /// The document as the one member of an object: `{"data":…}`.
    package init(_ document: some Collection<UInt8>, under member: StaticString) {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(document.count + member.utf8CodeUnitCount + 5)
        buffer.writeString("{\"\(member)\":")
        buffer.writeBytes(document)
        buffer.writeString("}")
        body = buffer
    }

    /// The documents as an array, the one member of an object: `{"data":[…,…]}`.
    package init(list documents: some Collection<some Collection<UInt8>>, under member: StaticString) {
        var buffer = ByteBuffer()
        let size = documents.reduce(0) { $0 + $1.count + 1 }
        buffer.reserveCapacity(size + member.utf8CodeUnitCount + 7)
        buffer.writeString("{\"\(member)\":[")
        var isFirst = true
        for document in documents {
            if !isFirst { buffer.writeString(",") }
            isFirst = false
            buffer.writeBytes(document)
        }
        buffer.writeString("]}")
        body = buffer
    }

    /// Returns a response with this body.
    package func response(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        headers[.contentLength] = String(body.readableBytes)
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}

extension StoredJSON: ResponseGenerator {
    package func response(from request: Request, context: some RequestContext) -> Response {
        response()
    }
}

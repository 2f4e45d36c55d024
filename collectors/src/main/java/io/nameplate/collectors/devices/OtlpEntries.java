/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.otlp.OtlpServer;
import io.nameplate.collectors.otlp.OtlpSource;
import io.nameplate.model.language.document.Fields;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the entries of {@code otlp}: where metrics are sent to. */
final class OtlpEntries {

    private static final int STANDARD_PORT = 4_318;
    private static final int STANDARD_BYTES = 4 << 20;
    private static final int MOST_BYTES = 64 << 20;

    private final Surroundings surroundings;

    OtlpEntries(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** One source. */
    OtlpSource read(Fields fields) {
        String name = fields.text("name");
        surroundings.unique(fields, "name", name);
        String host = fields.text("host", "127.0.0.1");
        int port = (int) fields.integer("port", 0, 65_535, STANDARD_PORT);
        surroundings.unique(fields, "port", host + ":" + port);
        int maxBytes = (int) fields.integer("max_bytes", 1_024, MOST_BYTES, STANDARD_BYTES);
        Optional<Path> token = file(fields, "token_file");
        Optional<Path> certificate = Optional.empty();
        Optional<Path> key = Optional.empty();
        Optional<Path> ca = Optional.empty();
        if (fields.has("tls")) {
            Fields tls = fields.fields("tls", "the files of a secured connection: certificate, key, ca");
            certificate = Optional.of(Path.of(tls.text("certificate")));
            key = Optional.of(Path.of(tls.text("key")));
            ca = file(tls, "ca");
            tls.end();
        }
        OtlpSource source = new OtlpSource(name, host, port, maxBytes, token, certificate, key, ca);
        OtlpServer.problem(source)
                .ifPresent(sentence -> fields.problem("tls", "the files cannot be used: " + sentence));
        fields.end();
        return source;
    }

    private static Optional<Path> file(Fields fields, String key) {
        return fields.has(key) ? Optional.of(Path.of(fields.text(key))) : Optional.empty();
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.access.credentials.PemFiles;
import io.nameplate.collectors.otlp.OtlpSource;
import io.nameplate.model.language.document.Fields;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the entries of {@code otlp}: where metrics are sent to. */
final class OtlpEntries {

    private static final int STANDARD_PORT = 4_318;
    private static final int STANDARD_BYTES = 4 << 20;
    private static final int MOST_BYTES = 64 << 20;

    /** For a site of 220,000 GPUs, one request a node and second. */
    private static final int STANDARD_RATE = 50_000;

    private static final int MOST_RATE = 1_000_000;

    private final Surroundings surroundings;
    private final CredentialEntries credentials;

    OtlpEntries(Surroundings surroundings) {
        this.surroundings = surroundings;
        credentials = new CredentialEntries(surroundings);
    }

    /** One source. */
    OtlpSource read(Fields fields) {
        String name = fields.text("name");
        surroundings.unique(fields, "name", name);
        String host = fields.text("host", "127.0.0.1");
        int port = (int) fields.integer("port", 0, 65_535, STANDARD_PORT);
        surroundings.unique(fields, "port", host + ":" + port);
        int maxBytes = (int) fields.integer("max_bytes", 1_024, MOST_BYTES, STANDARD_BYTES);
        int maxRate = (int) fields.integer("max_rate", 1, MOST_RATE, STANDARD_RATE);
        Optional<Path> token = credentials.token(fields);
        PemFiles pem = PemFiles.NONE;
        if (fields.has("tls")) {
            Fields tls = fields.fields("tls", "the files of a secured connection: certificate, key, ca");
            pem = credentials.pem(tls, List.of("certificate", "key"));
            tls.end();
        }
        fields.end();
        return new OtlpSource(name, host, port, maxBytes, maxRate, token, pem);
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** Parsers of JSON that somebody else wrote: nesting, names, numbers and texts are bounded. */
public final class BoundedJson {

    private static final int DEPTH = 32;
    private static final int TEXT = 64 << 10;
    private static final int NAME = 1 << 10;
    private static final int NUMBER = 128;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(TEXT)
                    .maxNameLength(NAME)
                    .maxNumberLength(NUMBER)
                    .build())
            // exact as well
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private BoundedJson() {}

    /** A parser over a message. */
    public static JsonParser parser(byte[] payload) throws IOException {
        return FACTORY.createParser(payload);
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.redfish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.nameplate.model.evidence.Witness;
import java.io.IOException;

/** Reads the power state of a ComputerSystem, or of a Chassis, from its resource; the rest is passed over. */
public final class SystemState {

    /** The answer is no such resource; the message says what it is instead, in words for a person. */
    public static final class NotASystem extends Exception {
        private static final long serialVersionUID = 1L;

        NotASystem(String message) {
            super(message);
        }
    }

    private static final int DEEPEST = 64;
    private static final int LONGEST = 64 << 10;
    private static final int SHOWN = 80;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST)
                    .maxNameLength(LONGEST)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private SystemState() {}

    /**
     * What a resource says of its power: on, off, or unknown while it changes or where the controller does not know.
     *
     * @throws NotASystem if the bytes are no such resource
     */
    public static Witness power(byte[] resource) throws NotASystem {
        try (JsonParser in = JSON.createParser(resource)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new NotASystem("not a JSON object");
            }
            String type = "";
            Witness power = null;
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                if (name.equals("@odata.type") && value == JsonToken.VALUE_STRING) {
                    type = in.getText();
                } else if (name.equals("PowerState")) {
                    power = value == JsonToken.VALUE_STRING ? word(in.getText()) : Witness.UNKNOWN;
                    in.skipChildren();
                } else {
                    in.skipChildren();
                }
            }
            if (in.nextToken() != null) {
                throw new NotASystem("something follows the JSON object");
            }
            if (power == null) {
                throw new NotASystem("no PowerState in a resource of type '" + shown(type)
                        + "'; the url must be that of one system, such as https://bmc/redfish/v1/Systems/1");
            }
            return power;
        } catch (IOException broken) {
            throw new NotASystem("not JSON: " + shown(String.valueOf(broken.getMessage())));
        }
    }

    private static Witness word(String state) {
        return switch (state) {
            case "On", "Paused" -> Witness.ON;
            case "Off" -> Witness.OFF;
            default -> Witness.UNKNOWN;
        };
    }

    private static String shown(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** For a person: what a source has taught beside readings, such as the power and cooling graph of a building. */
@Path("/inputs/mqtt/{source}")
public class InputsResource {

    private final Running running;

    /** Made by Quarkus. */
    public InputsResource(Running running) {
        this.running = running;
    }

    /** The text, as {@code docs/inputs} has it for the source's format. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String report(@PathParam("source") String source) {
        return running.collector()
                .flatMap(collector -> collector.report(source))
                .orElseThrow(() -> new NotFoundException("there is no MQTT source '" + source + "'"));
    }
}

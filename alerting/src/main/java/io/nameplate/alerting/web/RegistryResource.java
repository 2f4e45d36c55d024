/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.nameplate.alerting.ledger.registry.Posted;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.registry.RegistryVersion;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.document.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The registry over HTTP: the command line and the start folder write it, collectors and the stream job read it. */
@Path("/api/v1/registry")
@Tag(name = "registry")
public final class RegistryResource {

    private final RegistryBook registry;

    RegistryResource(RegistryBook registry) {
        this.registry = registry;
    }

    /** The body of a post. */
    public record Texts(@Nullable List<Text> documents) {}

    /** One text of it. */
    public record Text(@Nullable String name, @Nullable String text) {}

    /** The answer to a post. */
    public record Recorded(
            long version, @JsonProperty("new") boolean isNew) {}

    @POST
    @Operation(summary = "Record these texts as the registry, unless the latest version already says the same")
    public Recorded post(Texts texts) {
        List<Document> documents = Optional.ofNullable(texts.documents()).orElse(List.of()).stream()
                .map(text -> new Document(
                        Problems.required(text.name(), "documents[].name"),
                        Problems.required(text.text(), "documents[].text")))
                .toList();
        Posted posted = registry.post(documents);
        if (posted instanceof Posted.Refused refused) {
            throw Problems.of(
                    422,
                    "the registry is wrong",
                    refused.problems().size() + " problems; nothing was recorded",
                    "problems",
                    refused.problems().stream().map(Problem::toString).toList());
        }
        Posted.Recorded recorded = (Posted.Recorded) posted;
        return new Recorded(recorded.version(), recorded.isNew());
    }

    @GET
    @Path("latest")
    @Operation(summary = "The latest version, as it was written")
    public RegistryVersion latest() {
        return registry.latest().orElseThrow(() -> Problems.notFound("no registry has been recorded yet"));
    }

    @GET
    @Path("{version}")
    @Operation(summary = "A version, as it was written")
    public RegistryVersion version(@PathParam("version") long version) {
        return registry.version(version).orElseThrow(() -> Problems.notFound("there is no version " + version));
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of this process beside Quarkus's own; {@code docs/alerting.md} lists them. */
@ConfigMapping(prefix = "nameplate")
public interface AlertingConfig {

    Ledger ledger();

    Evidence evidence();

    Resettle resettle();

    RegistryFolder registry();

    Orders orders();

    Web web();

    Alert alert();

    /** Where the ledger keeps its facts. */
    interface Ledger {
        /** The folder of the H2 file; absolute, or beginning with {@code ./}. */
        @WithDefault("./data/ledger")
        Path data();
    }

    /** The evidence store. */
    interface Evidence {
        /** Its folder; {@code evidence} below the ledger's where none is named. */
        Optional<Path> dir();

        /** A bucket instead of the folder. */
        Bucket s3();

        /** How long it keeps what was written: the claim window. */
        @WithDefault("400d")
        Duration keep();
    }

    /** A bucket of S3, or of what speaks its protocol; credentials as the AWS SDK finds them, in the environment first. */
    interface Bucket {
        /** Its name; none where the store is a folder. */
        Optional<String> bucket();

        /** What all keys begin with. */
        @WithDefault("nameplate/")
        String prefix();

        @WithDefault("us-east-1")
        String region();

        /** Where the service is, unless it is AWS. */
        Optional<URI> endpoint();
    }

    /** What is settled again after the stream job has let it go. */
    interface Resettle {
        /** How long after an interval the stream job restates it by itself: its {@code --horizon}. */
        @WithDefault("60m")
        Duration horizon();

        /** How often late evidence that only fills gaps is looked for, and settled again by itself; {@code off} for never. */
        @WithName("backlog-every")
        String backlogEvery();
    }

    /** The registry that is recorded at the start. */
    interface RegistryFolder {
        /** A folder of YAML files; with a mistake in it the process does not start. */
        Optional<Path> dir();
    }

    /** Load targets that a grid operator's provider signed. */
    interface Orders {
        /** A folder of the public keys they may be signed with, {@code PROVIDER/KID.pem}; without it none is taken. */
        Optional<Path> keys();

        /** How many new ones are recorded in an hour; more have to be sent again later. */
        @WithDefault("60")
        int mostPerHour();
    }

    /** Who may reach the portal, and where it is. */
    interface Web {
        /** There is no login: only set this behind something that has one. */
        @WithDefault("false")
        boolean allowRemote();

        /** Where people reach the portal; stands in messages. */
        @WithName("base-url")
        String baseUrl();
    }

    /** Messages. */
    interface Alert {
        /** Mail addresses told about every lease, beside its contacts. */
        Optional<List<String>> also();
    }
}

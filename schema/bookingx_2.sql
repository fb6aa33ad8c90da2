-- Our reading of BookingX 2.0's tables. It is a reading, not a fact.
--
-- No BookingX 2.0 is public: the newest release is 1.1.2, which keeps bookings as WordPress posts. What is
-- written here was put together from two kinds of documents that speak of 2.0:
--   [spec]  the specification of this product, sections 5, 7, 8 and 10 (payloads, actions, a query);
--   [docs]  the design documents of BookingX's add-ons, which name tables and a few columns.
-- Neither has a CREATE TABLE: all types, lengths, NULLs, defaults and indexes are ours.
--
-- The sidecar creates none of these tables on a site. It reads them where it finds `wp_bookingx_bookings`, and
-- needs of it only `id`, `status` and `start_datetime`; every other column and table may be missing, and what
-- it would have told is then empty. `wp_` stands for the site's prefix. See docs/decisions/0007.
-- The tests create the tables from this file; sidecar/wp_bridge/bookingx2/tables.py declares the same columns.

CREATE TABLE `wp_bookingx_bookings` (
  `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  `booking_number` VARCHAR(191) NULL,          -- [spec 7] as customers see it
  `customer_id` BIGINT UNSIGNED NULL,          -- [spec 7, docs] a row of bookingx_customers
  `customer_name` VARCHAR(191) NULL,           -- [spec 7, 8] written by the action "create booking",
  `customer_email` VARCHAR(100) NULL,          --   so they may stand here, in bookingx_customers, or in both:
  `customer_phone` VARCHAR(191) NULL,          --   here counts first
  `service_id` BIGINT UNSIGNED NULL,           -- [spec 7, 8, docs] a row of bookingx_services
  `service_name` VARCHAR(191) NULL,            -- [spec 7] counts where the service is gone
  `staff_id` BIGINT UNSIGNED NULL,             -- [docs] a row of bookingx_staff
  `duration` INT UNSIGNED NULL,                -- [spec 7, 8] read as minutes; no document names the unit
  `start_datetime` DATETIME NULL,              -- [spec 7, 8, docs] by the clock of `timezone`
  `end_datetime` DATETIME NULL,                -- [spec 7] likewise; else start and duration tell it
  `timezone` VARCHAR(191) NULL,                -- [spec 7] a zone's name or an offset; empty: the site's
  `total_amount` DECIMAL(12,2) NULL,           -- [spec 7, docs] with tax
  `tax_amount` DECIMAL(12,2) NULL,             -- [docs] contained in the total
  `currency` VARCHAR(191) NULL,                -- [spec 7] ISO 4217; empty: the site's
  `payment_status` VARCHAR(191) NULL,          -- [spec 7] paid, completed, pending, failed, refunded, unpaid
  `payment_method` VARCHAR(191) NULL,          -- [spec 7]
  `transaction_id` VARCHAR(191) NULL,          -- [spec 7] of the payment, in case it stands here
  `status` VARCHAR(191) NULL,                  -- [spec 8, docs] pending, confirmed, cancelled, completed,
                                               --   no-show (docs: no_show), failed; NULL, "": not written yet
  `notes` TEXT NULL,                           -- [spec 8] not told in any payload
  `metadata` LONGTEXT NULL,                    -- [spec 7] JSON or PHP's serialized text: the custom fields
  `created_at` DATETIME NULL,                  -- [spec 7, 10] UTC: section 10 compares it with PHP's date()
  `updated_at` DATETIME NULL,                  -- [docs] UTC likewise; the sweep's cursor, where it is indexed
  PRIMARY KEY (`id`),
  KEY `wp_bookingx_bookings_updated_at` (`updated_at`)
) DEFAULT CHARSET=utf8mb4;

CREATE TABLE `wp_bookingx_customers` (
  `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  `email` VARCHAR(100) NULL,                   -- [docs] also what tells which WordPress user it is
  `first_name` VARCHAR(191) NULL,              -- [docs]
  `last_name` VARCHAR(191) NULL,               -- [docs]
  `phone` VARCHAR(191) NULL,                   -- [spec 7] in case bookings have none
  `billing_address` VARCHAR(191) NULL,         -- beside the three that [docs] name: city, state, country
  `billing_city` VARCHAR(191) NULL,
  `billing_state` VARCHAR(191) NULL,
  `billing_postcode` VARCHAR(191) NULL,
  `billing_country` VARCHAR(191) NULL,
  `created_at` DATETIME NULL,
  `updated_at` DATETIME NULL,
  PRIMARY KEY (`id`)
) DEFAULT CHARSET=utf8mb4;

CREATE TABLE `wp_bookingx_services` (
  `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  `name` VARCHAR(191) NULL,                    -- [docs]
  `description` TEXT NULL,
  `is_active` TINYINT NULL,                    -- as staff has it in [docs]; NULL counts as active
  `created_at` DATETIME NULL,
  `updated_at` DATETIME NULL,
  `duration` INT UNSIGNED NULL,                -- minutes, likewise; counts where the booking tells none
  `price` DECIMAL(12,2) NULL,
  PRIMARY KEY (`id`)
) DEFAULT CHARSET=utf8mb4;

CREATE TABLE `wp_bookingx_staff` (
  `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  `name` VARCHAR(191) NULL,
  `description` TEXT NULL,
  `is_active` TINYINT NULL,                    -- [docs]
  `created_at` DATETIME NULL,
  `updated_at` DATETIME NULL,
  `email` VARCHAR(100) NULL,
  `phone` VARCHAR(191) NULL,
  PRIMARY KEY (`id`)
) DEFAULT CHARSET=utf8mb4;

CREATE TABLE `wp_bookingx_schedule` (          -- free times; named by [docs], read by nothing yet
  `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  `service_id` BIGINT UNSIGNED NULL,
  `staff_id` BIGINT UNSIGNED NULL,
  `date` DATE NULL,
  `time_slot` VARCHAR(191) NULL,
  `is_available` TINYINT NULL,
  PRIMARY KEY (`id`)
) DEFAULT CHARSET=utf8mb4;

CREATE TABLE `wp_bookingx_payments` (          -- [spec 7] the object of the trigger "payment received"
  `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  `booking_id` BIGINT UNSIGNED NULL,           -- of several payments of a booking the newest counts
  `amount` DECIMAL(12,2) NULL,
  `currency` VARCHAR(191) NULL,
  `method` VARCHAR(191) NULL,
  `gateway` VARCHAR(191) NULL,
  `transaction_id` VARCHAR(191) NULL,
  `status` VARCHAR(191) NULL,                  -- counts where the booking has no payment_status
  `paid_at` DATETIME NULL,                     -- UTC
  PRIMARY KEY (`id`),
  KEY `wp_bookingx_payments_booking_id` (`booking_id`)
) DEFAULT CHARSET=utf8mb4;

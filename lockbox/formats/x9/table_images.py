"""Records of an item's images and what users agree among themselves (X9.100-187)."""

TABLES = {
    "50": (
        "image view detail",
        """
03-03 N M image_indicator 0|1|2|3
04-12 N M creator_routing
13-20 N M creator_date
21-22 N C view_format 00|01|20|21|22|23|24
23-24 N C view_compression 00|01|02|21|22|23
25-31 N C view_data_size
32-32 N M view_side 0|1
33-34 N M view_descriptor
35-35 N C digital_signature_indicator 0|1
36-37 N C digital_signature_method
38-42 N C security_key_size
43-49 N C start_of_protected_data
50-56 N C length_of_protected_data
57-57 N C recreate_indicator
58-65 ANS C user_field
66-66 B M reserved
67-67 AN C override_indicator
68-80 B M reserved_2
""",
    ),
    "52": (
        "image view data",
        """
03-11 N M ece_institution_routing
12-19 N M business_date
20-21 AN C cycle_number
22-36 NB C item_sequence_number
37-52 ANS C security_originator_name
53-68 ANS C security_authenticator_name
69-84 ANS C security_key_name
85-85 NB C clipping_origin
86-89 N C clipping_coordinate_h1
90-93 N C clipping_coordinate_h2
94-97 N C clipping_coordinate_v1
98-101 N C clipping_coordinate_v2
102-105 NB C key_length
+key_length ANS C image_reference_key
+5 NB C signature_length
+signature_length BIN C digital_signature
+7 NB C image_length
+image_length BIN C image
""",
    ),
    "54": (
        "image view analysis",
        """
03-03 N M global_image_quality 0|1|2
04-04 N M global_image_usability 0|1|2
05-05 N M imaging_bank_specific_test 0|1|2
06-06 N C partial_image 0|1|2
07-07 N C excessive_image_skew 0|1|2
08-08 N C piggyback_image 0|1|2
09-09 N C too_light_or_too_dark 0|1|2
10-10 N C streaks_and_or_bands 0|1|2
11-11 N C below_minimum_image_size 0|1|2
12-12 N C exceeds_maximum_image_size 0|1|2
13-25 B M reserved
26-26 N C image_enabled_pod 0|1|2
27-27 N C source_document_bad 0|1|2
28-28 N C date_usability 0|1|2
29-29 N C payee_usability 0|1|2
30-30 N C convenience_amount_usability 0|1|2
31-31 N C legal_amount_usability 0|1|2
32-32 N C signature_usability 0|1|2
33-33 N C payor_name_and_address_usability 0|1|2
34-34 N C micr_line_usability 0|1|2
35-35 N C memo_line_usability 0|1|2
36-36 N C payor_bank_name_and_address_usability 0|1|2
37-37 N C payee_endorsement_usability 0|1|2
38-38 N C bofd_endorsement_usability 0|1|2
39-39 N C transit_endorsement_usability 0|1|2
40-45 B M reserved_2
46-65 ANS C user_field
66-80 B M reserved_3
""",
    ),
    "68": (
        "user general format",
        """
03-03 AN M owner_identifier_indicator
04-12 ANS C owner_identifier
13-32 ANS C owner_identifier_modifier
33-35 AN M format_type
36-38 N M format_version
39-45 N M user_data_length
+user_data_length ANS M user_data
""",
    ),
    "68/001": (
        "user payee endorsement",
        """
03-03 AN M owner_identifier_indicator
04-12 ANS C owner_identifier
13-32 ANS C owner_identifier_modifier
33-35 AN M format_type
36-38 N M format_version
39-45 N M user_data_length
46-95 ANS C name_of_payee
96-103 NB C endorsement_date
104-112 N C bank_routing_number
113-132 ANS C bank_account_number
133-152 ANS C customer_identifier
153-202 ANS C customer_contact_information
203-210 ANS C site_number
211-235 ANS C internal_control_number
236-239 N C time
240-269 ANS C operator_name
270-274 ANS C operator_number
275-304 ANS C supervisor_name
305-309 ANS C supervisor_number
310-324 ANS C equipment_number
325-325 AN C endorsement_indicator
326-335 ANS C user_field
""",
    ),
}
